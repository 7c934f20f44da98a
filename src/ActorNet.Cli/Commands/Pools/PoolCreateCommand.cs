using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Pools;

/// <summary><c>actornet pool create</c>.</summary>
internal static class PoolCreateCommand
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static Command Create(CommandHost host)
    {
        var name = SharedArguments.Name("NAME", "The pool's name.");
        var cidrs = new Option<Prefix[]>("--cidr")
        {
            HelpName = "CIDR",
            Description = "An IPv4 or IPv6 range of addresses, like 10.0.0.0/8 or fd77::/48; repeat it for more",
            Required = true,
            CustomParser = Parsed.Many<Prefix>(Prefix.TryParse),
        };
        var ipv4Length = Length("--ipv4-prefix-length", 30, "The size of a node's IPv4 subnet [default: 24, or the CIDR's + 2 where that is longer]");
        var ipv6Length = Length("--ipv6-prefix-length", 126, "The size of a node's IPv6 subnet [default: 64, or the CIDR's + 2 where that is longer]");
        var timeToLive = Duration("--ttl", TimeSpan.FromSeconds(5), "How long a lease lives without being renewed, 5s to 365d [default: 24h]");
        var quarantine = Duration("--quarantine", TimeSpan.Zero, "How long a freed subnet is kept for its last holder, 0s to 365d [default: 1h]");
        var shards = new Option<int>("--shards")
        {
            HelpName = "N",
            Description = "How many shards own the pool's nodes, 1 to 1024; cannot be changed later [default: 16]",
            CustomParser = Parsed.One(WholeNumber.Between(1, 1024)),
        };
        var reclaim = new Option<ReclaimPolicy>("--reclaim")
        {
            HelpName = "auto|manual",
            Description = "Whether the lease of a node that stops renewing expires, or stays until somebody releases it [default: auto]",
            CustomParser = Parsed.One<ReclaimPolicy>(ReclaimText.TryParse),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only ask whether the pool could be created" };

        var command = new Command("create", "Creates a pool; one that is there with the same settings is left as it is.")
        {
            name, cidrs, ipv4Length, ipv6Length, timeToLive, quarantine, shards, reclaim, dryRun,
        };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var pool = new Pool
            {
                Name = parse.GetRequiredValue(name),
                Cidrs = { parse.GetRequiredValue(cidrs).Select(cidr => cidr.ToString()) },
                Ipv4PrefixLength = parse.GetValue(ipv4Length),
                Ipv6PrefixLength = parse.GetValue(ipv6Length),
                TimeToLive = parse.GetValue(timeToLive)?.ToDuration(),
                Quarantine = parse.GetValue(quarantine)?.ToDuration(),
                ShardCount = parse.GetValue(shards),
                Reclaim = parse.GetValue(reclaim),
            };
            var violations = PoolRules.Check(parse.GetRequiredValue(cidrs), pool.Ipv4PrefixLength, pool.Ipv6PrefixLength);
            return violations.Count > 0
                ? throw new CommandException(CommandFailure.Usage(violations))
                : RunAsync(session, new CreatePoolRequest { Pool = pool, ValidateOnly = parse.GetValue(dryRun) }, cancellationToken);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, CreatePoolRequest request, CancellationToken cancellationToken)
    {
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).CreatePoolAsync(request, options),
            cancellationToken);
        var headline = request.ValidateOnly
            ? $"Pool {request.Pool.Name} could be created; nothing was done."
            : $"Pool {request.Pool.Name} is there.";
        session.Output.Write(new PoolReport(response.Pool, session.Now, headline));
        return ExitCode.Ok;
    }

    private static Option<int> Length(string name, int longest, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = Parsed.One(WholeNumber.Between(1, longest)),
    };

    private static Option<TimeSpan?> Duration(string name, TimeSpan shortest, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = Parsed.OneOrNull(DurationText.Between(shortest, Year)),
    };
}
