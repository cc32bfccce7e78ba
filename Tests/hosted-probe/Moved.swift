import CrosswindHosted

/// Sends the client elsewhere.
final class Moved: Counting {
    override func get() async throws { redirect("/new/\(pathArguments[0] ?? "")?from=old", permanent: true) }
}
