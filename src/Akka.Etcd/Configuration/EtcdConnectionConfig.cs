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
        var given = config.GetConfig(path);
        if (given is null && path != EtcdConnectionSettings.DefaultPath)
        {
            throw new ConfigurationException($"{path}: there is no such section; give one like akka.etcd's, or name that one");
        }

        var defaults = Default.GetConfig(EtcdConnectionSettings.DefaultPath);
        var here = given is null ? defaults : given.WithFallback(defaults);
        var problems = new List<string>();
        var settings = new EtcdConnectionSettings
        {
            Endpoints = [.. Take("endpoints", here.GetStringList, problems) is { } urls ? urls.Select(url => Url(url, problems)) : []],
            Username = Text(here, "username"),
            Password = Text(here, "password"),
            Tls = new EtcdTlsSettings(Text(here, "tls.ca-file"), Text(here, "tls.certificate-file"), Text(here, "tls.key-file")),
            CallTimeout = Take("call-timeout", key => here.GetTimeSpan(key, allowInfinite: false), problems),
            ReadTimeout = Take("read-timeout", key => here.GetTimeSpan(key, allowInfinite: false), problems),
            ProbeInterval = Take("probe-interval", key => here.GetTimeSpan(key, allowInfinite: false), problems),
            ProbeTimeout = Take("probe-timeout", key => here.GetTimeSpan(key, allowInfinite: false), problems),
        };

        // What cannot be read has no value that could be judged.
        problems = problems.Count > 0 ? problems : [.. settings.Problems()];
        return problems.Count > 0
            ? throw new ConfigurationException(string.Join("; ", problems.Select(problem => $"{path}.{problem}")))
            : settings;
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

    private static T? Take<T>(string key, Func<string, T> read, List<string> problems)
    {
        try
        {
            return read(key);
        }
        catch (Exception problem)
        {
            // HOCON's readers throw whatever parsing throws, and none names the key.
            problems.Add($"{key}: {problem.Message}");
            return default;
        }
    }

    private static Uri Url(string text, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url))
        {
            return url;
        }

        problems.Add($"endpoints: '{text}' is not a client URL; give http://HOST:PORT or https://HOST:PORT");
        return new Uri("invalid:");
    }

    private static string Quote(string? text) => $"\"{string.Concat((text ?? string.Empty).Select(Escape))}\"";

    private static string Escape(char letter) => letter switch
    {
        '"' or '\\' => $"\\{letter}",
        '\t' => "\\t",
        '\n' => "\\n",
        '\r' => "\\r",
        _ when char.IsControl(letter) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
        _ => $"{letter}",
    };

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms");
}
