using System.Collections.Immutable;
using Akka.Etcd.Connection;

namespace Akka.Etcd.Configuration;

/// <summary>How to reach an etcd cluster. <see cref="EtcdConnectionConfig"/> reads it from HOCON.</summary>
public sealed record EtcdConnectionSettings
{
    /// <summary>Where the settings are in HOCON unless somebody says otherwise.</summary>
    public const string DefaultPath = "akka.etcd";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The client URLs of the members, at least one, all http or all https.</summary>
    public required ImmutableArray<Uri> Endpoints { get; init; }

    /// <summary>The user of etcd's own authentication; null: none.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>For https endpoints.</summary>
    public EtcdTlsSettings Tls { get; init; } = new();

    /// <summary>How long one attempt of a call may take. More than 0; 2 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a read is tried. At least <see cref="CallTimeout"/>; 10 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After what silence a member that owes an answer is asked whether it still serves. More than 0; 200 ms.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long it has to answer that before others are asked as well. More than 0; 400 ms.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>What is wrong, each with its HOCON key and what would be right; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Endpoints.IsDefaultOrEmpty)
        {
            problems.Add("endpoints: none given; give the client URL of at least one member, for example http://127.0.0.1:2379");
            return problems;
        }

        problems.AddRange(
            from endpoint in Endpoints
            where !endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https") || endpoint.PathAndQuery != "/" || endpoint.Fragment.Length > 0 || endpoint.UserInfo.Length > 0
            select $"endpoints: '{endpoint.OriginalString}' is not a client URL; give http://HOST:PORT or https://HOST:PORT");
        if (problems.Count == 0 && Endpoints.DistinctBy(endpoint => endpoint.Scheme).Skip(1).Any())
        {
            problems.Add("endpoints: http and https are mixed; give one or the other");
        }

        AddCredentialProblems(problems);
        AddIfNotToBeWaited(problems, "call-timeout", CallTimeout);
        AddIfNotToBeWaited(problems, "probe-interval", ProbeInterval);
        AddIfNotToBeWaited(problems, "probe-timeout", ProbeTimeout);
        AddIfNotToBeWaited(problems, "read-timeout", ReadTimeout);
        if (ReadTimeout < CallTimeout)
        {
            problems.Add($"read-timeout: {ReadTimeout.TotalSeconds} s is less than call-timeout, {CallTimeout.TotalSeconds} s; give that or more");
        }

        if (problems.Count == 0 && HttpHandlers.FindProblem(Tls) is { } unusable)
        {
            problems.Add(unusable);
        }

        return problems;
    }

    /// <summary>The endpoints, and never the password.</summary>
    public override string ToString() => Endpoints.IsDefaultOrEmpty ? "no endpoints" : string.Join(", ", Endpoints);

    private void AddCredentialProblems(List<string> problems)
    {
        if (Username is null != Password is null)
        {
            problems.Add(Username is null ? "username: missing, but there is a password" : "password: missing, but there is a username");
        }

        // Akka's HOCON takes them off, even inside of quotes.
        var words = new[] { ("username", Username), ("password", Password) };
        problems.AddRange(from word in words where word.Item2 is { } text && text.Trim() != text select $"{word.Item1}: begins or ends with white space, which gets lost; give one that does not");
        if (Tls.CertificateFile is null != Tls.KeyFile is null)
        {
            problems.Add(Tls.KeyFile is null ? "tls.key-file: missing, but there is a certificate" : "tls.certificate-file: missing, but there is a key");
        }

        var files = new[] { ("tls.ca-file", Tls.CaFile), ("tls.certificate-file", Tls.CertificateFile), ("tls.key-file", Tls.KeyFile) };
        problems.AddRange(from file in files where file.Item2 is not null && !File.Exists(file.Item2) select $"{file.Item1}: there is no file {file.Item2}");
        if (Tls != new EtcdTlsSettings() && Endpoints.All(endpoint => endpoint.IsAbsoluteUri && endpoint.Scheme == "http"))
        {
            problems.Add("tls: given, but the endpoints are http; give https endpoints or leave it out");
        }
    }

    private static void AddIfNotToBeWaited(List<string> problems, string key, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > Longest)
        {
            problems.Add($"{key}: {value} is not a time to wait; give more than 0, and {Longest.TotalHours} h at most");
        }
    }
}
