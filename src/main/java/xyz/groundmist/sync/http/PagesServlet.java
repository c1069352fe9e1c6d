package xyz.groundmist.sync.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

/** Shows the {@link Pages} of other rooms, so that a browser can do nothing with them but read. */
final class PagesServlet extends HttpServlet {
    static final String PATHS = "/oauth/*";

    private final transient Pages pages;

    PagesServlet(Pages pages) {
        this.pages = pages;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        answer(request).send(response);
    }

    private Answer answer(HttpServletRequest request) {
        if (!request.getMethod().equals("GET")) return Answer.notAllowed("GET");
        String query = new ClientRequest(request).query();
        Pages.@Nullable Page page = pages.at(request.getRequestURI(), query);
        if (page == null) return Answer.text(404, "There is nothing at this address.\n");
        return new Answer(page.status(), page.contentType(), page.text(), Map.of())
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
                .with("Referrer-Policy", "no-referrer")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }
}
