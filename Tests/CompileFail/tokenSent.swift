// The token is not Sendable.
import PythonBridge

func requiresSendable(_ value: borrowing some Sendable & ~Copyable) {}

func tokenSent() {
    Python.attach { py in
        requiresSendable(py)
        // expected-error@-1 {{conformance of 'Python' to 'Sendable' is unavailable}}
    }
}
