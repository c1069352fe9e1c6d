package xyz.groundmist.sync.desktop.tray;

/** The drawings of the mark, told apart by shape alone. */
enum Drawing {
    /** A full disc with the mist cut out. */
    RUNNING,
    /** A ring with filled ground and a wave that drifts from drawing to drawing. */
    WORKING_1,
    WORKING_2,
    WORKING_3,
    /** The disc of {@link #RUNNING} with a dot at the top right. */
    ATTENTION,
    /** A ring and the line of the ground. */
    STOPPED
}
