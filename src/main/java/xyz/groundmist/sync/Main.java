package xyz.groundmist.sync;

import xyz.groundmist.sync.cli.CommandLineProgram;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        CommandLineProgram.main(arguments);
    }
}
