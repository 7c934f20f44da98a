using System.CommandLine;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using Akka.Etcd.Configuration;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Where flannel's etcd is: the options that all its commands have.</summary>
internal sealed class EtcdOptions
{
    public const string EndpointsVariable = "FLANNEL_ETCD_ENDPOINTS";
    public const string PrefixVariable = "FLANNEL_ETCD_PREFIX";

    private const string StandardPrefix = "/coreos.com/network";

    private static readonly (string Key, string Option)[] Names =
    [
        ("endpoints", "--etcd"), ("username", "--etcd-username"), ("password", "--etcd-password-file"),
        ("tls.ca-file", "--etcd-ca-file"), ("tls.certificate-file", "--etcd-certificate-file"), ("tls.key-file", "--etcd-key-file"), ("tls", "--etcd-ca-file"),
    ];

    private readonly Option<string[]> _endpoints = new("--etcd")
    {
        HelpName = "URL",
        Description = $"flannel's etcd, client URLs separated by commas [default: {EndpointsVariable}]",
        Recursive = true,
    };

    private readonly Option<string?> _prefix = new("--flannel-prefix")
    {
        HelpName = "KEY",
        Description = $"Below what flannel's keys are [default: {PrefixVariable}, or {StandardPrefix}]",
        Recursive = true,
    };

    private readonly Option<string?> _username = Text("--etcd-username", "NAME", "The user of etcd's authentication");
    private readonly Option<string?> _passwordFile = Text("--etcd-password-file", "FILE", "The user's password");
    private readonly Option<string?> _caFile = Text("--etcd-ca-file", "FILE", "The authorities of etcd's certificates, PEM [default: the system's]");
    private readonly Option<string?> _certificateFile = Text("--etcd-certificate-file", "FILE", "The certificate to show, PEM");
    private readonly Option<string?> _keyFile = Text("--etcd-key-file", "FILE", "Its private key, PEM");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_endpoints, _prefix, _username, _passwordFile, _caFile, _certificateFile, _keyFile])
            command.Add(option);
    }

    /// <summary>Below what flannel's keys are, without a slash at the end.</summary>
    /// <exception cref="CommandException">It is not right.</exception>
    public string PrefixOf(ParseResult parse)
    {
        var prefix = parse.GetValue(_prefix) is { } given ? given
            : Environment.GetEnvironmentVariable(PrefixVariable) is { Length: > 0 } variable ? variable : StandardPrefix;
        return prefix.StartsWith('/') && prefix.TrimEnd('/').Length > 0
            ? prefix.TrimEnd('/')
            : throw Wrong("--flannel-prefix", $"'{prefix}' is not a prefix of keys; give one that begins with a slash, like {StandardPrefix}");
    }

    /// <summary>The settings of the connection.</summary>
    /// <exception cref="CommandException">They are not right; each option is named.</exception>
    public EtcdConnectionSettings SettingsOf(ParseResult parse)
    {
        string[] given = parse.GetValue(_endpoints) is { Length: > 0 } options ? options : [Environment.GetEnvironmentVariable(EndpointsVariable) ?? ""];
        string[] urls = [.. given.SelectMany(one => one.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (urls.Length == 0)
            throw Wrong("--etcd", "missing; give the client URL of a member of flannel's etcd, like http://192.0.2.1:2379");

        var settings = new EtcdConnectionSettings
        {
            Endpoints = [.. urls.Select(url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : new Uri(url, UriKind.Relative))],
            Username = parse.GetValue(_username),
            Password = parse.GetValue(_passwordFile) is { } file ? ReadPassword(file) : null,
            Tls = new EtcdTlsSettings(parse.GetValue(_caFile), parse.GetValue(_certificateFile), parse.GetValue(_keyFile)),
        };
        var problems = settings.Problems();
        return problems.Count == 0 ? settings : throw new CommandException(CommandFailure.Usage([.. problems.Select(ToViolation)]));
    }

    private static FieldViolation ToViolation(string problem)
    {
        var colon = problem.IndexOf(": ", StringComparison.Ordinal);
        var key = colon < 0 ? "" : problem[..colon];
        return new FieldViolation(Names.FirstOrDefault(name => name.Key == key).Option ?? "--etcd", colon < 0 ? problem : problem[(colon + 2)..]);
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Wrong("--etcd-password-file", $"'{file}' cannot be read: {exception.Message}");
        }
    }

    private static CommandException Wrong(string option, string problem) => new(CommandFailure.Usage(new FieldViolation(option, problem)));

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description, Recursive = true };
}
