using System.Globalization;
using Akka.Configuration;

namespace Akka.Etcd.Configuration;

/// <summary>Connection settings as HOCON: see this assembly's <c>reference.conf</c>.</summary>
public static class EtcdConnectionConfig
{
    /// <summary>The defaults, as in <c>reference.conf</c>.</summary>
    public static Config Default { get; } = ConfigurationFactory.FromResource("Akka.Etcd.reference.conf", typeof(EtcdConnectionConfig).Assembly);

    /// <summary>Reads the settings at a path; what is not given there comes from the defaults.</summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="path">Where in it the settings are, for example <c>akka.etcd</c>.</param>
    /// <exception cref="ConfigurationException">Something is wrong; the message names each key.</exception>
    public static EtcdConnectionSettings Read(Config config, string path)
    {
        var defaults = Default.GetConfig(EtcdConnectionSettings.DefaultPath);
        var here = config.GetConfig(path) is { } given ? given.WithFallback(defaults) : defaults;
        try
        {
            var settings = new EtcdConnectionSettings
            {
                Endpoints = [.. here.GetStringList("endpoints").Select(text => new Uri(text, UriKind.RelativeOrAbsolute))],
                Username = Text(here, "username"),
                Password = Text(here, "password"),
                Tls = new EtcdTlsSettings(Text(here, "tls.ca-file"), Text(here, "tls.certificate-file"), Text(here, "tls.key-file")),
                CallTimeout = here.GetTimeSpan("call-timeout", allowInfinite: false),
                ReadTimeout = here.GetTimeSpan("read-timeout", allowInfinite: false),
                ProbeInterval = here.GetTimeSpan("probe-interval", allowInfinite: false),
                ProbeTimeout = here.GetTimeSpan("probe-timeout", allowInfinite: false),
            };
            return settings.Problems() is { Count: > 0 } problems
                ? throw new ConfigurationException(string.Join("; ", problems.Select(problem => $"{path}.{problem}")))
                : settings;
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes settings as HOCON at a path, so that <see cref="Read"/> gives the same.</summary>
    public static Config Write(EtcdConnectionSettings settings, string path = EtcdConnectionSettings.DefaultPath)
    {
        var endpoints = string.Join(", ", settings.Endpoints.Select(endpoint => Quote(endpoint.OriginalString)));
        return ConfigurationFactory.ParseString(
            $$"""
            {{path}} {
              endpoints = [{{endpoints}}]
              username = {{Quote(settings.Username)}}
              password = {{Quote(settings.Password)}}
              tls {
                ca-file = {{Quote(settings.Tls.CaFile)}}
                certificate-file = {{Quote(settings.Tls.CertificateFile)}}
                key-file = {{Quote(settings.Tls.KeyFile)}}
              }
              call-timeout = {{Milliseconds(settings.CallTimeout)}}
              read-timeout = {{Milliseconds(settings.ReadTimeout)}}
              probe-interval = {{Milliseconds(settings.ProbeInterval)}}
              probe-timeout = {{Milliseconds(settings.ProbeTimeout)}}
            }
            """);
    }

    private static string? Text(Config config, string key) => config.GetString(key) is { Length: > 0 } text ? text : null;

    private static string Quote(string? text) =>
        $"\"{text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms");
}
