package xyz.groundmist.sync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules that hold the rooms apart (docs/architecture.md draws the map). */
class HouseRulesTest {
    private static final String HOUSE = "xyz.groundmist.sync";

    /** A room, the rooms it may use, and the libraries that may enter it. */
    @SuppressWarnings("ImmutableEnumChecker") // Set.of and Stream.toList don't change
    enum Room {
        ENGINE(Set.of(), ""),
        WIRE(Set.of(), ""),
        STORE(Set.of(ENGINE), "org.slf4j", "org.sqlite"),
        SPACE(Set.of(WIRE, STORE, ENGINE), "org.slf4j"),
        DOCUMENTS(
                Set.of(SPACE, STORE, ENGINE),
                "org.slf4j",
                "org.automerge",
                "tools.jackson.core",
                "com.sun.management"),
        DOCUMENTS_WORKER(
                Set.of(DOCUMENTS), "org.automerge", "tools.jackson.core", "com.sun.management"),
        IDENTITY(
                Set.of(),
                "com.nimbusds.jose",
                "javax.naming",
                "javax.net.ssl",
                "org.bouncycastle",
                "org.eclipse.jetty",
                "tools.jackson"),
        SECRETS(
                Set.of(IDENTITY),
                "javax.crypto",
                "org.freedesktop.dbus",
                "org.slf4j",
                "tools.jackson"),
        ACCESS(
                Set.of(IDENTITY, STORE, ENGINE),
                "com.nimbusds.jose",
                "javax.crypto",
                "org.slf4j",
                "tools.jackson"),
        OWNER(Set.of(ACCESS, SECRETS, IDENTITY), "com.nimbusds", "org.slf4j", "tools.jackson"),
        REACH(
                Set.of(SECRETS, IDENTITY),
                "com.ngrok",
                "javax.net.ssl",
                "org.apache.sshd",
                "org.shredzone.acme4j",
                "org.slf4j",
                "tools.jackson"),
        LAN(
                Set.of(ACCESS, IDENTITY, SPACE, WIRE, STORE, ENGINE),
                "javax.jmdns",
                "javax.net.ssl",
                "org.bouncycastle",
                "org.slf4j",
                "tools.jackson"),
        HTTP(
                Set.of(ACCESS, IDENTITY, SPACE, STORE),
                "javax.net.ssl",
                "org.slf4j",
                "org.eclipse.jetty",
                "jakarta.servlet",
                "jakarta.websocket",
                "tools.jackson.core"),
        BACKUP(
                Set.of(ACCESS, IDENTITY, SPACE, STORE, ENGINE),
                "javax.crypto",
                "org.slf4j",
                "tools.jackson"),
        HOME(
                Set.of(
                        BACKUP, HTTP, REACH, LAN, OWNER, ACCESS, SECRETS, IDENTITY, DOCUMENTS,
                        SPACE, WIRE, STORE, ENGINE),
                "org.slf4j",
                "ch.qos.logback",
                "tools.jackson",
                "jdk.net"),
        DESKTOP(
                Set.of(HOME),
                "org.slf4j",
                "io.nayuki.qrcodegen",
                "javafx",
                "atlantafx",
                "org.kordamp.ikonli",
                "org.freedesktop.dbus"),
        DESKTOP_TRAY(Set.of(), "org.slf4j", "org.freedesktop.dbus"),
        DOCTOR(Set.of(HOME, BACKUP, SPACE, STORE), "javax.net.ssl"),
        CLI(Set.of(DOCTOR, HOME), "io.nayuki.qrcodegen", "picocli", "tools.jackson");

        private final Set<Room> below;
        private final List<String> libraries;

        Room(Set<Room> below, String... libraries) {
            this.below = below;
            this.libraries = Arrays.stream(libraries).filter(name -> !name.isEmpty()).toList();
        }

        String packageName() {
            return HOUSE + "." + name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
        }

        /** What this room may depend on: itself, the rooms below, Java, its libraries. */
        DescribedPredicate<JavaClass> allowed() {
            List<String> packages =
                    Stream.of(
                                    Stream.of("java", "org.jspecify.annotations", packageName()),
                                    below.stream().map(Room::packageName),
                                    libraries.stream())
                            .flatMap(names -> names)
                            .toList();
            return new DescribedPredicate<>("among " + packages) {
                @Override
                public boolean test(JavaClass type) {
                    String name = type.getBaseComponentType().getPackageName();
                    return type.getBaseComponentType().isPrimitive()
                            || packages.stream()
                                    .anyMatch(p -> name.equals(p) || name.startsWith(p + "."));
                }
            };
        }
    }

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(HOUSE);
    }

    @ParameterizedTest
    @EnumSource
    void aRoomUsesOnlyTheRoomsBelowItAndItsOwnLibraries(Room room) {
        rule(room).check(house);
    }

    private static ArchRule rule(Room room) {
        return classes()
                .that()
                .resideInAPackage(room.packageName() + "..")
                .should()
                .onlyDependOnClassesThat(room.allowed());
    }

    @Test
    void everyRoomIsInTheRules() {
        Set<String> rooms = new TreeSet<>();
        for (JavaClass type : house) rooms.add(room(type.getPackageName()));
        rooms.remove(HOUSE);
        assertThat(rooms)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Room.values()).map(Room::packageName).toList());
    }

    /** A room may have chambers, which are part of it; the panel has rules of its own. */
    private static String room(String packageName) {
        if (packageName.equals(Room.DESKTOP_TRAY.packageName())) return packageName;
        if (packageName.equals(Room.DOCUMENTS_WORKER.packageName())) return packageName;
        int end = packageName.indexOf('.', HOUSE.length() + 1);
        return end < 0 ? packageName : packageName.substring(0, end);
    }

    @Test
    void theModelOfTheWindowsAndThePanelDoWithoutJavaFx() {
        noClasses()
                .that()
                .resideInAnyPackage(HOUSE + ".desktop.model", HOUSE + ".desktop.tray")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..", "org.kordamp..")
                .check(house);
    }

    @Test
    void theWindowsKnowTheServerThroughTheirModelOnly() {
        noClasses()
                .that()
                .resideInAPackage(HOUSE + ".desktop.ui")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HOUSE + ".home..", HOUSE + ".desktop.tray")
                .check(house);
    }

    @Test
    void onlyTheWorkerTouchesAutomergesNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.DOCUMENTS_WORKER.packageName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.automerge..")
                .check(house);
    }

    /** Of the server's own it knows what both say to each other, and nothing else. */
    @Test
    void theWorkerKnowsNothingOfTheServer() {
        classes()
                .that()
                .resideInAPackage(Room.DOCUMENTS_WORKER.packageName())
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                        "java..",
                                        "com.sun.management",
                                        "org.jspecify.annotations",
                                        "org.automerge",
                                        "tools.jackson.core..",
                                        Room.DOCUMENTS_WORKER.packageName())
                                .or(
                                        com.tngtech.archunit.core.domain.JavaClass.Predicates
                                                .belongToAnyOf(
                                                        xyz.groundmist.sync.documents.Frames.class,
                                                        xyz.groundmist.sync.documents.Job.class)))
                .check(house);
    }

    @Test
    void theRulesTurnADependencyUpwardsDown() {
        ArchRule engineMayNotHaveThis =
                classes()
                        .that()
                        .resideInAPackage(Room.HOME.packageName())
                        .should()
                        .onlyDependOnClassesThat(Room.ENGINE.allowed());

        assertThatThrownBy(() -> engineMayNotHaveThis.check(house))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("org.slf4j");
    }

    /** It is the worker's main, too. */
    @Test
    void mainUsesTheCommandLineAndTheDesktopOnly() {
        classes()
                .that()
                .resideInAPackage(HOUSE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        HOUSE,
                        HOUSE + ".cli",
                        HOUSE + ".desktop",
                        HOUSE + ".documents",
                        HOUSE + ".documents.worker",
                        HOUSE + ".home")
                .check(house);
    }

    @Test
    void noTwoRoomsUseEachOther() {
        slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void everyRoomSaysWhatIsNull() {
        for (Room room : Room.values()) {
            assertThat(house.getPackage(room.packageName()).tryGetPackageInfo())
                    .as(room + " has a package-info.java")
                    .hasValueSatisfying(info ->
                            assertThat(info.isAnnotatedWith(NullMarked.class))
                                    .as(room + " is NullMarked")
                                    .isTrue());
        }
    }

    @Test
    void onlyTheCommandLineTouchesTheStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.packageName())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(house);
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Room.CLI.packageName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(house);
    }

    @Test
    void theEngineDoesNoInputOrOutputReadsNoClockAndStartsNoThread() {
        noClasses()
                .that()
                .resideInAPackage(Room.ENGINE.packageName())
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.io..",
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.net..",
                                        "java.time..",
                                        "java.util.concurrent..",
                                        "java.sql..")
                                .and(not(type(ByteArrayOutputStream.class))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(house);
    }
}
