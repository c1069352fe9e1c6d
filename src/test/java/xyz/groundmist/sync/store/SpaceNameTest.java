package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "a/b",
                "../etc",
                "xyz.ground\0mist",
                "CON",
                "nul",
                "localhost",
                "xyz.",
                ".xyz",
                "xyz..library",
                "xyz.-a",
                "xyz.a-",
                "9xyz.a",
                "xyz.groundmist.läb",
                "xyz.groundmist library",
                "xyz.groundmist\n",
                "C:\\x.y",
                "xyz.%2e%2e"
            })
    void whatIsNoDomainNamesNoSpace(String text) {
        assertThat(SpaceName.parse(text)).isNull();
    }

    @Test
    void aNameIsNotEndless() {
        assertThat(SpaceName.parse("xyz." + "a.".repeat(5_000) + "b")).isNull();
        assertThat(SpaceName.parse("xyz." + "a".repeat(64))).isNull();
        assertThat(SpaceName.parse("xyz." + "a".repeat(63))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz.groundmist.library", "XYZ.Groundmist.Library"})
    void aDomainIsTheSameSpaceInAnyCase(String text) {
        assertThat(SpaceName.parse(text)).isEqualTo(new SpaceName("xyz.groundmist.library"));
    }
}
