package xyz.groundmist.sync.space;

/** On what terms a client is connected. */
public record Terms(String grantId, boolean readOnly) {}
