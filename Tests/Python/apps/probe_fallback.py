"""What `WSGIFallback` in Tests/hosted-probe names: a Flask app where Flask is installed, and plain WSGI where not."""

try:
    import flask
except ImportError:
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [("plain %s %s" % (environ["SCRIPT_NAME"], environ["PATH_INFO"])).encode()]
else:
    application = flask.Flask(__name__)

    @application.route("/python/hello")
    def hello():
        return "Hello from Flask"

    @application.route("/python/form", methods=["POST"])
    def form():
        return flask.jsonify(flask.request.form.to_dict())

    @application.route("/python/raises")
    def raises():
        raise ValueError("planned")
