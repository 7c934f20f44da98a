using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Etcd.Configuration;

namespace Akka.Etcd.Connection;

/// <summary>Makes the HTTP handler of a member's channel.</summary>
internal static class HttpHandlers
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    public static SocketsHttpHandler Create(EtcdTlsSettings tls) => new()
    {
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = false,
        UseProxy = false,
        SslOptions = SslOptions(tls),
    };

    private static SslClientAuthenticationOptions SslOptions(EtcdTlsSettings tls)
    {
        var options = new SslClientAuthenticationOptions();
        if (tls.CaFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
            options.CertificateChainPolicy = policy;
        }

        if (tls.CertificateFile is not null)
        {
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile)];
        }

        return options;
    }
}
