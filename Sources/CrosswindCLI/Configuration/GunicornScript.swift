/// Runs a `gunicorn.conf.py`, and keeps what its hooks are called with. Behind `ConfigurationScript` in one module, into which
/// Swift puts `log`.
enum GunicornScript {
    static let fileName = "<crosswind hooks>"

    static let source = #"""
        import ast
        import importlib
        import logging
        import logging.config
        import os
        import sys
        import traceback
        import types

        HOOKS = {
            "on_starting": 1, "on_reload": 1, "when_ready": 1, "pre_fork": 2, "post_fork": 2, "post_worker_init": 1,
            "worker_int": 1, "worker_abort": 1, "pre_request": 2, "post_request": 4, "child_exit": 2, "worker_exit": 2,
            "nworkers_changed": 3, "on_exit": 1,
        }


        def gunicorn(place, is_module):
            """Runs a gunicorn.conf.py: (Run, [(name, value, line or 0), ...])."""
            lines = {}
            if is_module:
                sys.modules.pop(place, None)  # a reload reads it anew
                module = importlib.import_module(place)
            else:
                try:
                    with open(place, "rb") as file:
                        text = file.read()
                except OSError as error:
                    raise Unreadable("can't be read: " + (error.strerror or str(error)))
                tree = ast.parse(text, place)
                for statement in tree.body:
                    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
                        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                        for target in targets:
                            for name in ast.walk(target):
                                if isinstance(name, ast.Name):
                                    lines[name.id] = statement.lineno
                    elif isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                        lines[statement.name] = statement.lineno
                module = types.ModuleType("__config__")
                module.__file__ = place
                sys.modules["__config__"] = module
                exec(compile(tree, place, "exec"), module.__dict__)
            names = {name: value for name, value in vars(module).items() if not name.startswith("_")}
            hooks = {name: value for name, value in names.items() if name in HOOKS}
            for name, value in hooks.items():
                check_hook(name, value)
            return Run(names, hooks), [(name, value, lines.get(name, 0)) for name, value in names.items() if name not in HOOKS]


        def check_hook(name, hook):
            if not callable(hook):
                raise Unreadable("can't be used: %s is no function" % name)
            code = getattr(hook, "__code__", None)
            if name == "post_request" or code is None or code.co_flags & 0x04:
                return
            count = code.co_argcount - (1 if getattr(hook, "__self__", None) is not None else 0)
            least = count - len(hook.__defaults__ or ())
            if not least <= HOOKS[name] <= count:
                raise Unreadable("can't be used: %s takes %d arguments, and gunicorn calls it with %d"
                                 % (name, count, HOOKS[name]))


        class ServerLog(logging.Handler):
            """Carries what is logged by Python's logging into the server's log."""

            def emit(self, record):
                try:
                    log((record.levelno, self.format(record)))
                except Exception:
                    self.handleError(record)


        def server_logger():
            """``gunicorn.error``, under whose name applications look for it too; its handler is ours unless there is one."""
            logger = logging.getLogger("gunicorn.error")
            if not logger.handlers:
                logger.addHandler(ServerLog())
                logger.propagate = False
            return logger


        # What gunicorn begins with when a logconfig_dict leaves it out.
        LOGGING = {
            "version": 1,
            "disable_existing_loggers": False,
            "root": {"level": "INFO", "handlers": ["console"]},
            "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": True,
                                           "qualname": "gunicorn.error"},
                        "gunicorn.access": {"level": "INFO", "handlers": ["console"], "propagate": True,
                                            "qualname": "gunicorn.access"}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stdout"},
                         "error_console": {"class": "logging.StreamHandler", "formatter": "generic",
                                           "stream": "ext://sys.stderr"}},
            "formatters": {"generic": {"format": "%(asctime)s [%(process)d] [%(levelname)s] %(message)s",
                                       "datefmt": "[%Y-%m-%d %H:%M:%S %z]", "class": "logging.Formatter"}},
        }


        def with_defaults(config):
            """What is left out is gunicorn's, handler by handler and formatter by formatter."""
            parts = {name: {**LOGGING[name], **config.get(name, {})} for name in ("handlers", "formatters")}
            return {**LOGGING, **config, **parts}


        class Config:
            """``server.cfg``: what the configuration file says, with what counts in its place where a flag or a variable does."""

            DEFAULTS = {
                "worker_class_str": "gthread", "proc_name": "gunicorn", "reload": False, "preload_app": False, "daemon": False,
                "is_ssl": False, "max_requests": 0, "max_requests_jitter": 0, "raw_env": [], "loglevel": "info",
                "accesslog": None, "errorlog": "-", "pidfile": None, "user": None, "group": None, "umask": 0,
                "forwarded_allow_ips": ["127.0.0.1", "::1"], "proxy_protocol": "off", "pythonpath": None, "certfile": None,
                "keyfile": None, "ca_certs": None, "logconfig": None, "logconfig_dict": {}, "wsgi_app": None,
            }

            def __init__(self, names):
                self._names = names
                self._effective = {}

            def __getattr__(self, name):
                for values in (self._effective, self._names, self.DEFAULTS):
                    if name in values:
                        return values[name]
                raise AttributeError("crosswind has no setting %r of gunicorn's" % name)

            @property
            def env(self):
                return dict(each.partition("=")[::2] for each in self.raw_env or ())


        class Server:
            """What hooks get as ``server``: the process that starts workers, gunicorn's Arbiter."""

            def __init__(self, cfg):
                self.cfg = cfg
                self.log = server_logger()
                self.pid = os.getpid()
                self.address = []
                self.WORKERS = {}
                self.num_workers = 0
                self.worker_age = 0
                self.proc_name = cfg.proc_name
                self.app = None


        class Worker:
            """What hooks get as ``worker``."""

            def __init__(self, age, server):
                self.age = age
                self.ppid = os.getpid()
                self.cfg = server.cfg
                self.log = server.log
                self.timeout = getattr(server.cfg, "timeout", 30)
                self.pid = "[booting]"
                self.booted = False
                self.aborted = False
                self.alive = True
                self.nr = 0
                self.wsgi = None
                self.app = None
                self._exited = False

            def __str__(self):
                return "<Worker %s>" % self.pid


        class Run:
            """The hooks of one configuration file, and what they get."""

            def __init__(self, names, hooks):
                self.hooks = hooks
                self.names = names
                self.cfg = Config(names)
                self.server = Server(self.cfg)
                self.worker = None

            def adopt(self, other):
                """After a reload: takes the place of the file's former version."""
                server = self.server = other.server
                server.cfg = self.cfg

            def effective(self, values, address):
                self.cfg._effective = dict(values)
                self.server.address = list(address)
                self.server.num_workers = self.cfg.workers
                level = getattr(logging, str(self.cfg.loglevel).upper(), logging.INFO)
                self.server.log.setLevel(level if isinstance(level, int) else logging.INFO)

            def call(self, name, *arguments):
                if name in self.hooks:
                    self.hooks[name](*arguments)

            # --- in the process that starts workers

            def on_starting(self):
                self.call("on_starting", self.server)

            def when_ready(self):
                self.call("when_ready", self.server)

            def on_reload(self):
                self.call("on_reload", self.server)

            def on_exit(self):
                self.call("on_exit", self.server)

            def pre_fork(self):
                self.server.worker_age += 1
                self.worker = Worker(self.server.worker_age, self.server)
                self.call("pre_fork", self.server, self.worker)

            def forked(self, pid):
                self.worker.pid = pid
                self.server.WORKERS[pid] = self.worker

            def child_exit(self, pid):
                worker = self.server.WORKERS.pop(pid, None)
                if worker is not None:
                    self.call("child_exit", self.server, worker)

            def nworkers_changed(self, new, old):
                self.server.num_workers = new
                self.call("nworkers_changed", self.server, new, None if old < 0 else old)

            # --- in a worker

            def configure_logging(self):
                """``logconfig``, ``logconfig_json`` and ``logconfig_dict``, as far as they are about the application's loggers."""
                get = self.names.get
                if get("logconfig_dict"):
                    logging.config.dictConfig(with_defaults(get("logconfig_dict")))
                elif get("logconfig_json"):
                    import json
                    with open(get("logconfig_json")) as file:
                        logging.config.dictConfig(with_defaults(json.load(file)))
                elif get("logconfig"):
                    defaults = {**LOGGING, "__file__": get("logconfig"), "here": os.path.dirname(get("logconfig"))}
                    logging.config.fileConfig(get("logconfig"), defaults=defaults, disable_existing_loggers=False)

            def post_fork(self):
                if self.worker is None:
                    self.pre_fork()
                self.worker.pid = os.getpid()
                self.configure_logging()
                self.call("post_fork", self.server, self.worker)

            def post_worker_init(self, application):
                self.worker.wsgi = self.worker.app = application
                self.call("post_worker_init", self.worker)
                self.worker.booted = True

            def worker_int(self):
                self.worker.alive = False
                self.call("worker_int", self.worker)

            def worker_abort(self):
                self.worker.aborted = True
                self.call("worker_abort", self.worker)

            def takes_abort(self, is_ours):
                """Whether SIGABRT is for worker_abort: there is such a hook, and nobody of the application's has the signal."""
                import faulthandler
                import signal
                return ("worker_abort" in self.hooks and (is_ours or not faulthandler.is_enabled())
                        and not callable(signal.getsignal(signal.SIGABRT)))

            def worker_exit(self):
                if not self.worker._exited:
                    self.worker._exited = True
                    self.call("worker_exit", self.server, self.worker)

            def wrap(self, application):
                """The application with ``pre_request`` and ``post_request`` around it; itself where there are none."""
                if "pre_request" not in self.hooks and "post_request" not in self.hooks:
                    return application
                return RequestHooks(application, self)
        """#
}
