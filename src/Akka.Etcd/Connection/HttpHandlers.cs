using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Etcd.Configuration;

namespace Akka.Etcd.Connection;

/// <summary>Makes the HTTP handlers of the channels; certificates and keys are read once.</summary>
internal sealed class HttpHandlers
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly X509ChainPolicy? authorities;
    private readonly SslStreamCertificateContext? certificate;

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidDataException">A file cannot be used; the message names its HOCON key.</exception>
    public HttpHandlers(EtcdTlsSettings tls)
    {
        authorities = tls.CaFile is { } authoritiesFile ? Read("tls.ca-file", authoritiesFile, ReadAuthorities) : null;
        certificate = tls is { CertificateFile: { } file, KeyFile: { } keyFile }
            ? Read("tls.certificate-file", file, path => ReadCertificate(path, keyFile))
            : null;
    }

    /// <summary>Why the files cannot be used; null when they can.</summary>
    public static string? FindProblem(EtcdTlsSettings tls)
    {
        try
        {
            _ = new HttpHandlers(tls);
            return null;
        }
        catch (InvalidDataException problem)
        {
            return problem.Message;
        }
    }

    public SocketsHttpHandler Create() => new()
    {
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = false,
        UseProxy = false,

        // With a callback of our own the channel leaves connecting to the handler. Its own way backs off after a refusal, for 1 s and more,
        // in which a member that is up again could not be used, and hides why it failed.
        ConnectCallback = ConnectAsync,
        SslOptions = SslOptions(),
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions SslOptions()
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = certificate };
        if (authorities is not null)
        {
            options.CertificateChainPolicy = authorities.Clone();
        }

        return options;
    }

    private static X509ChainPolicy ReadAuthorities(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(path);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException("there is no certificate in it");
    }

    /// <summary>The first certificate of the file is the client's; what follows it are those of the authorities between it and a root.</summary>
    private static SslStreamCertificateContext ReadCertificate(string path, string keyPath)
    {
        var own = X509Certificate2.CreateFromPemFile(path, keyPath);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(path);
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }

    private static T Read<T>(string key, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception problem) when (problem is CryptographicException or AuthenticationException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{key}: {path} cannot be used: {problem.Message}", problem);
        }
    }
}
