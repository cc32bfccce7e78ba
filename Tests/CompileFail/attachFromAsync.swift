// Attaching blocks: not from the cooperative pool.
import PythonBridge

func attachFromAsync() async {
    Python.attach { _ in }
    // expected-error@-1 {{static method 'attach' is unavailable from asynchronous contexts; attaching blocks the thread; hand the work to a PythonThread}}
}
