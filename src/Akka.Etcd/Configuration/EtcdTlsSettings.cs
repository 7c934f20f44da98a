namespace Akka.Etcd.Configuration;

/// <summary>How an https connection is secured. Files are PEM, and are read when the connection is made.</summary>
/// <param name="CaFile">The authorities that may have signed the members' certificates; null: the system's.</param>
/// <param name="CertificateFile">The certificate that the client shows; null: none.</param>
/// <param name="KeyFile">Its private key; null when there is no certificate.</param>
public sealed record EtcdTlsSettings(string? CaFile = null, string? CertificateFile = null, string? KeyFile = null);
