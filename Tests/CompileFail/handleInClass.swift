// A handle cannot be a property of a class.
import PythonBridge

final class Box {
    var handle: PyRef?
    // expected-error@-1 {{lifetime-dependent variable 'value' escapes its scope}}
    init() {}
    // expected-error@-1 {{lifetime-dependent value escapes its scope}}
}
