package xyz.groundmist.sync.desktop.model;

/** How things are, told by shape and colour. */
public enum Tone {
    WELL,
    ATTENTION,
    /** Neither: nothing runs. */
    NONE
}
