// The bytes inside an object end before the handle that holds it.
import PythonBridge

func spanOutlivesOwner(_ py: borrowing Python) throws(PythonError) -> Int {
    let span: RawSpan
    // expected-error@-1 {{lifetime-dependent variable 'span' escapes its scope}}
    do {
        let bytes = try py.bytes(count: 3) { _ in }
        span = try bytes.bytesSpan()
    }
    return span.byteCount
}
