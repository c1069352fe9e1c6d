package xyz.groundmist.sync.reach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the documentation tells people to put into a file: the tests run just that. */
public final class Recipe {
    private Recipe() {}

    /** The block of this language on that page. */
    public static String of(String page, String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("docs", page)));
        if (!block.find()) throw new AssertionError(page + " has no " + language);
        return block.group(1);
    }
}
