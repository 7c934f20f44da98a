namespace ActorNet.Testing;

/// <summary>How an <see cref="EtcdCluster"/> and its clients know each other.</summary>
/// <param name="Authority">Signs the members' certificate, and that of etcdctl.</param>
/// <param name="RequiresClientCertificate">Whether clients must show a certificate of the authority's.</param>
public sealed record EtcdSecurity(TestAuthority Authority, bool RequiresClientCertificate = false)
{
    private readonly (string Certificate, string Key) server = Authority.Issue("etcd");
    private readonly (string Certificate, string Key) control = Authority.Issue("etcdctl");

    internal string[] ServerFlags =>
    [
        "--cert-file", server.Certificate, "--key-file", server.Key,
        .. RequiresClientCertificate ? ["--client-cert-auth", "--trusted-ca-file", Authority.CertificateFile] : Array.Empty<string>(),
    ];

    internal string[] ControlFlags => ["--cacert", Authority.CertificateFile, "--cert", control.Certificate, "--key", control.Key];
}
