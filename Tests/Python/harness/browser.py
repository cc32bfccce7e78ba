"""As much of a browser as a login needs."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Browser:
    """Cookies, redirects, forms: as much of a browser as the admin needs."""

    def __init__(self, url):
        self.url, self.cookies = url, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                  urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, data=None, headers=()):
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), data, dict(headers))
        try:
            response = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return response.status, response.geturl(), response.read().decode()

    def token(self, path):
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open(path)[2])[1]

    def submit(self, path, **fields):
        fields["csrfmiddlewaretoken"] = self.token(path)
        return self.open(path, urllib.parse.urlencode(fields).encode(), {"Referer": self.url + path})

    def upload(self, path, name, content):
        boundary, token = uuid.uuid4().hex, self.token(path)
        body = ("--%s\r\nContent-Disposition: form-data; name=\"csrfmiddlewaretoken\"\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data; "
                "name=\"file\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n" % (boundary, token, boundary, name)
                ).encode() + content + ("\r\n--%s--\r\n" % boundary).encode()
        return self.open(path, body, {"Content-Type": "multipart/form-data; boundary=" + boundary})
