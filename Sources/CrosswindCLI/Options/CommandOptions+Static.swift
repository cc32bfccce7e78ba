import CrosswindStatic

extension CommandOptions {
    /// `/static=DIR`, split at the first `=`.
    static func staticFiles(
        _ given: [String], _ sources: OptionSources
    ) throws(UsageError) -> [(prefix: String, directory: String)] {
        let (items, source) = sources.list(OptionTable.staticFiles, given)
        var result: [(prefix: String, directory: String)] = []
        for item in items {
            let equals = item.firstIndex(of: "=")
            guard let equals, equals > item.startIndex, item.index(after: equals) < item.endIndex else {
                throw UsageError("'\(item.printable)' names no directory; write it as in --static /static=DIR")
                    .about(source)
            }
            result.append((String(item[..<equals]), String(item[item.index(after: equals)...])))
        }
        return result
    }

    static func staticExpires(_ given: String?, _ sources: OptionSources) throws(UsageError) -> Duration? {
        guard sources.find(OptionTable.staticExpires, given) != nil else { return nil }
        return try sources.duration(OptionTable.staticExpires, given)
    }

    /// The directories, looked at now: relative ones are those of the working directory.
    func staticMounts() throws(CommandFailure) -> [StaticMount] {
        var mounts: [StaticMount] = []
        for (prefix, directory) in staticFiles {
            do throws(StaticMount.MountError) {
                let maxAge = staticExpires.map { Int($0.components.seconds) }
                mounts.append(try StaticMount(prefix: prefix, directory: directory, maxAge: maxAge))
            } catch {
                throw CommandFailure(
                    message: "--static: \(error.description.printable)", code: ExitCode.usage)
            }
        }
        return mounts
    }
}
