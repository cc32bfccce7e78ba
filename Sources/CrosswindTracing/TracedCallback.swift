public import CrosswindServer
public import Tracing

/// A request callback around another, an `Application` or a `WSGIContainer`, with a span for each request:
///
///     let server = HTTPServer(TracedCallback(application))
///
/// The span's parent is what the request's fields say (`traceparent` and the like, whatever the tracer reads); it is
/// `ServiceContext.current` to a native handler and what that awaits, and a WSGI application finds its context in environ
/// (`HTTP_TRACEPARENT`) in the place of the client's. It ends with the answer. Names and attributes are those of
/// OpenTelemetry's semantic conventions for HTTP servers (1.23): method and route, `http.*`, `url.*`, `server.*`, `client.*`.
public final class TracedCallback: RequestCallback {
    private let callback: any RequestCallback
    private let chosen: (any Tracer)?
    /// That of the callback inside.
    public let takesRuns: Bool

    /// `callback`, traced by `tracer`: by default the one that `InstrumentationSystem` has when a request comes.
    public init(_ callback: any RequestCallback, tracer: (any Tracer)? = nil) {
        self.callback = callback
        chosen = tracer
        takesRuns = callback.takesRuns
    }

    /// Begins the span and hands the exchange on.
    public func handle(_ exchange: HTTPExchange) {
        let tracer = chosen ?? InstrumentationSystem.tracer
        let context = begin(exchange, tracer)
        var next = exchange.nextInRun
        while let one = next {
            _ = begin(one, tracer)
            next = one.nextInRun
        }
        ServiceContext.withValue(context) { callback.handle(exchange) }
    }

    private func begin(_ exchange: HTTPExchange, _ tracer: any Tracer) -> ServiceContext {
        var parent = ServiceContext.topLevel
        tracer.extract(IncomingFields(exchange.head), into: &parent, using: FieldExtractor())
        let span = RequestSpan(exchange, tracer, parent)
        exchange.observe(span)
        exchange.inheritsTaskLocals = true
        var fields: [(name: String, value: String)] = exchange.replacedFields ?? []
        tracer.inject(span.context, into: &fields, using: FieldInjector())
        if !fields.isEmpty { exchange.replacedFields = fields }
        return span.context
    }

    /// Whether the callback inside is.
    public var isBusy: Bool { callback.isBusy }

    /// Whether the callback inside wants it so.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { callback.streamsBody(of: exchange) }
}
