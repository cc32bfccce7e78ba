// The token cannot be made.
import PythonBridge

func tokenMade() {
    let py = Python()  // expected-error {{'Python' initializer is inaccessible due to 'internal' protection level}}
    _ = py
}
