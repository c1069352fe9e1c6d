package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example, https://app.example",
        "HTTPS://App.Example, https://app.example",
        "https://app.example:443, https://app.example",
        "http://app.example:80, http://app.example",
        "http://app.example:443, http://app.example:443",
        "http://localhost:5173, http://localhost:5173",
        "http://[::1]:80, http://[::1]",
        "tauri://localhost, tauri://localhost",
        "chrome-extension://abcdefghijklmnop, chrome-extension://abcdefghijklmnop",
    })
    void hasOneForm(String written, String form) {
        assertThat(WebOrigin.parse(written)).isEqualTo(new WebOrigin(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "app.example",
                "https://",
                "https://app.example/",
                "https://app.example?x",
                "https://user@app.example",
                "https://app.example:0",
                "https://app.example:65536",
                "https://app.example:99999999999",
                "https://app.example https://other.example",
                "https://app.example\n",
                "https://-.",
            })
    void isNotAnythingElse(String text) {
        assertThat(WebOrigin.parse(text)).isNull();
    }
}
