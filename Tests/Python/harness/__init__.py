"""What the tests share: the server as a subprocess, and a client that sends exact bytes and believes nothing."""
