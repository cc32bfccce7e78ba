// The token cannot be kept.
import PythonBridge

struct Keep: ~Copyable {
    var token: Python
}

func tokenKept() {
    let kept = Python.attach { py in
        // expected-error@-1 {{missing reinitialization of inout parameter 'py' after consume}}
        Keep(token: py)
    }
    _ = kept
}
