// A handle cannot be a property of a class.
import PythonBridge

final class Box {
    var handle: PyRef?  // expected-error {{lifetime-dependent variable 'value' escapes its scope}}
    init() {}  // expected-error {{lifetime-dependent value escapes its scope}}
}
