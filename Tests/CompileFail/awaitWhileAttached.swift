// No suspension while attached: the thread would go away with the GIL.
import PythonBridge

func tick() async {}

func awaitWhileAttached() {
    Python.attach { py in
        // expected-error@-1 {{cannot pass function of type '(inout Python) async -> ()' to parameter expecting synchronous function type}}
        await tick()
    }
}
