package xyz.groundmist.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/limits.md names every limit with its value; what it says of reasons is beside them. */
class LimitsPageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.HttpLimits",
                "space.TotalLimits",
                "lan.LanLimits",
                "access.AccessLimits",
                "space.GrantLimits",
                "space.SpaceLimits",
                "space.SizeLimits",
                "engine.EngineLimits",
                "documents.CageLimits",
                "documents.CareLimits"
            })
    void thePageHasEveryLimitAndItsValue(String name) throws Exception {
        Class<?> record = Class.forName("xyz.groundmist.sync." + name);
        Field field = record.getDeclaredField("DEFAULT");
        field.setAccessible(true);
        Object limits = field.get(null);
        var rows = new ArrayList<String>();
        for (RecordComponent component : record.getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(limits);
            rows.add("| `%s` | %s |".formatted(component.getName(), inWords(value)));
        }
        String page = Files.readString(Path.of("docs", "limits.md"));
        assertThat(page).contains(name.substring(name.indexOf('.') + 1));
        assertThat(rows).allSatisfy(row -> assertThat(page).contains(row));
    }

    /** Rows of ways in name a constant. */
    @Test
    void theConstantsOfThePageAreThoseOfTheCode() throws Exception {
        Matcher row =
                Pattern.compile("(?m)^\\| `([A-Za-z.]+)\\.([A-Z_]+)` \\| ([^|]+) \\|")
                        .matcher(Files.readString(Path.of("docs", "limits.md")));
        int rows = 0;
        while (row.find()) {
            Class<?> owner = Class.forName("xyz.groundmist.sync.reach." + row.group(1));
            Field constant = owner.getDeclaredField(row.group(2));
            constant.setAccessible(true);
            assertThat(row.group(3)).as(row.group()).isEqualTo(inWords(constant.get(null)));
            rows++;
        }
        assertThat(rows).isGreaterThan(20);
    }

    private static String inWords(Object value) {
        if (value instanceof Duration time) {
            return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
        }
        long number = ((Number) value).longValue();
        if (number >= 1L << 30 && number % (1L << 30) == 0) return (number >> 30) + " Gi";
        if (number >= 1L << 20 && number % (1L << 20) == 0) return (number >> 20) + " Mi";
        if (number >= 1L << 10 && number % (1L << 10) == 0) return (number >> 10) + " Ki";
        return String.format(Locale.ROOT, "%,d", number);
    }
}
