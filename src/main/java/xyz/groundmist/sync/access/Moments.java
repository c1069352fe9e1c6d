package xyz.groundmist.sync.access;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;

/** How a moment stands in a column: milliseconds since 1970, or NULL. */
final class Moments {
    private Moments() {}

    static void set(PreparedStatement statement, int index, @Nullable Instant moment)
            throws SQLException {
        if (moment == null) statement.setNull(index, Types.INTEGER);
        else statement.setLong(index, moment.toEpochMilli());
    }

    static @Nullable Instant get(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
