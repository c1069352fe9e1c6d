package xyz.groundmist.sync.http;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;

/** Writes one small JSON object, property by property. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = FACTORY.createGenerator(text);

    private JsonText() {
        json.writeStartObject();
    }

    static JsonText object() {
        return new JsonText();
    }

    JsonText put(String name, @Nullable String value) {
        if (value == null) json.writeNullProperty(name);
        else json.writeStringProperty(name, value);
        return this;
    }

    JsonText put(String name, long value) {
        json.writeNumberProperty(name, value);
        return this;
    }

    JsonText putStrings(String name, String... values) {
        json.writeArrayPropertyStart(name);
        for (String value : values) json.writeString(value);
        json.writeEndArray();
        return this;
    }

    /** An array with the one object that is written until {@link #endOnly}. */
    JsonText putOnly(String name) {
        json.writeArrayPropertyStart(name);
        json.writeStartObject();
        return this;
    }

    JsonText endOnly() {
        json.writeEndObject();
        json.writeEndArray();
        return this;
    }

    /** The object; nothing can be put into it any more. */
    String end() {
        json.writeEndObject();
        json.close();
        return text.toString();
    }
}
