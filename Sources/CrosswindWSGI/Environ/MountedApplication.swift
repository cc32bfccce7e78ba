// Unsafe: bare references to the application, held for the life of the process; everything else in it is constant.
import PythonBridge

/// A Python application and what every environ for it begins with: all that a worker needs to know of a container.
final class MountedApplication: @unchecked Sendable {
    let application: PyPointer
    /// Called in its place for a share of requests; nil when there is none.
    let watched: PyPointer?
    /// The share, as ``Sampler`` wants it.
    let threshold: UInt64
    let template: ContainerTemplate

    /// Takes `application` and `watched` over.
    init(
        _ application: PyPointer, watched: PyPointer? = nil, share: Double = 0, _ template: ContainerTemplate
    ) {
        self.application = application
        self.watched = watched
        threshold = Sampler.threshold(share)
        self.template = template
    }
}
