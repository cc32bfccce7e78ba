// The token cannot be made.
import PythonBridge

func tokenMade() {
    let py = Python()
    // expected-error@-1 {{'Python' initializer is inaccessible due to 'internal' protection level}}
    _ = py
}
