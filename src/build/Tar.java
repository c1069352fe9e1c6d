import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A tape archive, in the form that POSIX calls ustar; of one owner and one date. */
final class Tar implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private final OutputStream out;
    private final int owner;

    /**
     * @param owner the number of the user and the group that all of it belongs to
     */
    Tar(OutputStream out, int owner) {
        this.out = out;
        this.owner = owner;
    }

    /** A folder; its parents are there already. */
    void folder(String name, int mode) throws IOException {
        header(name + "/", mode, owner, 0, '5', "");
    }

    /** A folder that belongs to somebody else. */
    void folder(String name, int mode, int whose) throws IOException {
        header(name + "/", mode, whose, 0, '5', "");
    }

    void file(String name, int mode, byte[] content) throws IOException {
        header(name, mode, owner, content.length, '0', "");
        out.write(content);
        pad(content.length);
    }

    void link(String name, String to) throws IOException {
        header(name, 0777, owner, 0, '2', to);
    }

    /** A file, a link, or a folder with all that is in it. */
    void copy(Path from, String name) throws IOException {
        if (Files.isSymbolicLink(from)) {
            link(name, Files.readSymbolicLink(from).toString());
        } else if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            folder(name, 0755);
            try (var inside = Files.list(from)) {
                for (Path each : inside.sorted().toList()) {
                    copy(each, name + "/" + each.getFileName());
                }
            }
        } else {
            header(name, Files.isExecutable(from) ? 0755 : 0644, owner, Files.size(from), '0', "");
            Files.copy(from, out);
            pad(Files.size(from));
        }
    }

    private void header(String name, int mode, int whose, long size, char type, String link)
            throws IOException {
        String prefix = "";
        String rest = name;
        if (name.length() > LONGEST_NAME) {
            int cut = name.indexOf('/', name.length() - LONGEST_NAME - 1);
            prefix = name.substring(0, cut);
            rest = name.substring(cut + 1);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, rest);
        put(header, 100, "%07o".formatted(mode));
        put(header, 108, "%07o".formatted(whose));
        put(header, 116, "%07o".formatted(whose));
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "%011o".formatted(BuildInstaller.DATE.getEpochSecond()));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        put(header, 263, "00");
        put(header, 345, prefix);
        int sum = 0;
        for (byte each : header) sum += each & 0xff;
        put(header, 148, "%06o\0 ".formatted(sum));
        out.write(header);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
