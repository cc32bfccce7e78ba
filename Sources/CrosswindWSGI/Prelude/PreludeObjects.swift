import PythonBridge

/// What Swift uses of the prelude.
struct PreludeObjects: ~Copyable, Sendable {
    let emptyInput: PyStored
    let errors: PyStored
    let fileWrapper: PyStored
    let streamed: PyStored
    let spooled: PyStored
    let load: PyStored
    let bytesIO: PyStored
}
