// What a WSGI module of one's own needs comes with `import CrosswindHosted`.
@_exported public import Crosswind
