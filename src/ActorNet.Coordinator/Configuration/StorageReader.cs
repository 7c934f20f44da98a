using Akka.Etcd.Configuration;

namespace ActorNet.Coordinator.Configuration;

/// <summary>Reads where the journal is to be.</summary>
internal static class StorageReader
{
    private const string StandardKeyPrefix = "/actornet/";
    private const string StandardFlannelPrefix = "/coreos.com/network";

    /// <summary>What Akka.Etcd calls the settings that we call otherwise.</summary>
    private static readonly Dictionary<string, OptionKey> ConnectionKeys = new(StringComparer.Ordinal)
    {
        ["endpoints"] = OptionKey.Etcd,
        ["username"] = OptionKey.EtcdUsername,
        ["password"] = OptionKey.EtcdPasswordFile,
        ["tls"] = OptionKey.EtcdCaFile,
        ["tls.ca-file"] = OptionKey.EtcdCaFile,
        ["tls.certificate-file"] = OptionKey.EtcdCertificateFile,
        ["tls.key-file"] = OptionKey.EtcdKeyFile,
    };

    /// <summary>Settings that say nothing without etcd. flannel's prefix is not among them: it may be in an environment that is shared.</summary>
    private static readonly OptionKey[] EtcdOnly =
    [
        OptionKey.EtcdPrefix, OptionKey.EtcdUsername, OptionKey.EtcdPasswordFile, OptionKey.EtcdCaFile, OptionKey.EtcdCertificateFile, OptionKey.EtcdKeyFile,
        OptionKey.ClusterAddress,
    ];

    public static StorageOptions Read(RawOptions raw, string standardDataDirectory, List<string> errors)
    {
        if (raw[OptionKey.Etcd] is not { } endpoints)
        {
            errors.AddRange(EtcdOnly.Select(key => raw[key]).OfType<RawValue>().Select(value => $"{value.Origin}: given without {OptionKey.Etcd.Name}; give the cluster as well, or leave it out"));
            return new EmbeddedStorageOptions(ReadDirectory(raw[OptionKey.DataDirectory], standardDataDirectory, errors));
        }

        if (raw[OptionKey.DataDirectory] is { } directory)
        {
            errors.Add($"{directory.Origin}: given together with {endpoints.Origin}, but the journal is in one place; leave one of them out");
        }

        return new EtcdStorageOptions(
            ReadConnection(raw, endpoints, errors),
            $"{ReadPrefix(raw, OptionKey.EtcdPrefix, StandardKeyPrefix, errors)}/",
            ReadPrefix(raw, OptionKey.FlannelPrefix, StandardFlannelPrefix, errors));
    }

    private static string ReadDirectory(RawValue? given, string standard, List<string> errors)
    {
        if (given is null)
        {
            return Path.GetFullPath(standard);
        }

        if (given.Text.Length > 0 && !given.Text.Contains('\0'))
        {
            return Path.GetFullPath(given.Text);
        }

        errors.Add($"{given.Origin}: this is not a directory's name; give one, for example {standard}");
        return standard;
    }

    private static EtcdConnectionSettings ReadConnection(RawOptions raw, RawValue endpoints, List<string> errors)
    {
        var connection = new EtcdConnectionSettings
        {
            Endpoints = [.. endpoints.Texts.Select(ToUri)],
            Username = raw[OptionKey.EtcdUsername]?.Text,
            Password = ReadPassword(raw[OptionKey.EtcdPasswordFile], errors, out var isPasswordWrong),
            Tls = new EtcdTlsSettings(raw[OptionKey.EtcdCaFile]?.Text, raw[OptionKey.EtcdCertificateFile]?.Text, raw[OptionKey.EtcdKeyFile]?.Text),
        };
        errors.AddRange(
            from problem in connection.Problems()
            let parts = problem.Split(':', 2)
            let key = ConnectionKeys[parts[0]]
            where !(isPasswordWrong && key == OptionKey.EtcdPasswordFile)
            select $"{raw[key]?.Origin ?? key.Name}:{parts[1]}");
        return connection;
    }

    /// <summary>What is not even the form of a URL is left for the check to name.</summary>
    private static Uri ToUri(string text) =>
        Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url) ? url : new Uri(Uri.EscapeDataString(text), UriKind.Relative);

    private static string? ReadPassword(RawValue? file, List<string> errors, out bool isWrong)
    {
        isWrong = false;
        if (file is null)
        {
            return null;
        }

        try
        {
            // Editors and echo end a file with a line feed, which is not meant.
            if (File.ReadAllText(file.Text).TrimEnd('\r', '\n') is { Length: > 0 } password)
            {
                return password;
            }

            errors.Add($"{file.Origin}: the file {file.Text} is empty; it holds the password and nothing else");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"{file.Origin}: the file {file.Text} cannot be read: {exception.Message}");
        }

        isWrong = true;
        return null;
    }

    /// <summary>A prefix, without the slashes at its end.</summary>
    private static string ReadPrefix(RawOptions raw, OptionKey key, string standard, List<string> errors)
    {
        var text = raw[key]?.Text ?? standard;
        if (text.Trim('/').Length == 0 || text.Any(character => character is <= ' ' or > '~'))
        {
            errors.Add($"{raw[key]!.Origin}: '{text}' is not a prefix for keys; give printable ASCII characters without spaces, for example {standard}");
        }

        return text.TrimEnd('/');
    }
}
