import CrosswindHTTP
import CrosswindServer

/// The user's language.
extension RequestHandler {
    /// The language to answer in (Tornado: `locale`): what ``getUserLocale()`` says, or else ``getBrowserLocale()``. Asked
    /// once a request.
    ///
    ///     write(locale.translate("Hello"))
    public final var locale: UserLocale {
        get {
            if let known = memo.locale { return known }
            let locale = getUserLocale() ?? getBrowserLocale()
            memo.locale = locale
            return locale
        }
        set { memo.locale = newValue }
    }

    /// The language of ``Settings/translations`` that the browser likes best, by `Accept-Language` and its weights
    /// (Tornado: `get_browser_locale`); the default one when it likes none of them.
    public final func getBrowserLocale() -> UserLocale {
        settings.translations.get(request.field(.acceptLanguage, "Accept-Language").map(AcceptLanguage.codes) ?? [])
    }
}
