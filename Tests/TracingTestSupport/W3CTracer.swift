package import InMemoryTracing
package import Tracing

/// The in-memory tracer with the fields of the W3C's Trace Context, as tracers in use have them.
package struct W3CTracer: Tracer {
    /// Holds the spans.
    package let memory: InMemoryTracer

    /// Without spans.
    package init() {
        memory = InMemoryTracer(
            idGenerator: .init(
                nextTraceID: { Self.digits(32) }, nextSpanID: { Self.digits(16) }),
            recordInjections: false, recordExtractions: false)
    }

    private static func digits(_ count: Int) -> String {
        String((0..<count).compactMap { _ in "0123456789abcdef".randomElement() })
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> InMemorySpan {
        memory.startSpan(
            operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID, line: line
        )
    }

    package func forceFlush() { memory.forceFlush() }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-") ?? []
        guard parts.count == 4, parts[0] == "00", parts[1].count == 32, parts[2].count == 16 else { return }
        context.inMemorySpanContext = InMemorySpanContext(
            traceID: String(parts[1]), spanID: String(parts[2]), parentSpanID: nil)
        context.state = extractor.extract(key: "tracestate", from: carrier)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let span = context.inMemorySpanContext else { return }
        injector.inject("00-\(span.traceID)-\(span.spanID)-01", forKey: "traceparent", into: &carrier)
        if let state = context.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }
}

private enum StateKey: ServiceContextKey {
    typealias Value = String
}

extension ServiceContext {
    fileprivate var state: String? {
        get { self[StateKey.self] }
        set { self[StateKey.self] = newValue }
    }
}
