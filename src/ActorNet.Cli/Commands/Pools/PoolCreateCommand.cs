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
        var ipv4Length = PoolOptions.Length("--ipv4-prefix-length", 30, "The size of a node's IPv4 subnet [default: 24, or the CIDR's + 2 where that is longer]");
        var ipv6Length = PoolOptions.Length("--ipv6-prefix-length", 126, "The size of a node's IPv6 subnet [default: 64, or the CIDR's + 2 where that is longer]");
        var ipv4Lengths = PoolOptions.Lengths("--ipv4-lengths", 30, "Which sizes of IPv4 subnets nodes may ask for [default: one alone]");
        var ipv6Lengths = PoolOptions.Lengths("--ipv6-lengths", 126, "Which sizes of IPv6 subnets nodes may ask for [default: one alone]");
        var timeToLive = PoolOptions.TimeToLive(" [default: 24h]");
        var quarantine = PoolOptions.Quarantine(" [default: 1h]");
        var moveWindow = PoolOptions.MoveWindow(" [default: 10m]");
        var shards = new Option<int>("--shards")
        {
            HelpName = "N",
            Description = "How many shards own the pool's nodes, 1 to 1024; cannot be changed later [default: 16]",
            CustomParser = Parsed.One(WholeNumber.Between(1, 1024)),
        };
        var reclaim = PoolOptions.Reclaim(" [default: auto]");
        var selector = PoolOptions.NodeSelector(" [default: none]");
        var headroom = PoolOptions.Headroom(" [default: none]");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only ask whether the pool could be created" };

        var command = new Command("create", "Creates a pool; one that is there with the same settings is left as it is.")
        {
            name, cidrs, ipv4Length, ipv6Length, ipv4Lengths, ipv6Lengths, timeToLive, quarantine, moveWindow, shards, reclaim, selector, headroom, dryRun,
        };
        host.SetAction(command, (parse, session, cancellationToken) =>
        {
            var pool = new Pool
            {
                Name = parse.GetRequiredValue(name),
                Cidrs = { parse.GetRequiredValue(cidrs).Select(cidr => cidr.ToString()) },
                Ipv4PrefixLength = parse.GetValue(ipv4Length),
                Ipv6PrefixLength = parse.GetValue(ipv6Length),
                Ipv4PrefixLengthRange = parse.GetValue(ipv4Lengths),
                Ipv6PrefixLengthRange = parse.GetValue(ipv6Lengths),
                TimeToLive = parse.GetValue(timeToLive)?.ToDuration(),
                Quarantine = parse.GetValue(quarantine)?.ToDuration(),
                MoveWindow = parse.GetValue(moveWindow)?.ToDuration(),
                ShardCount = parse.GetValue(shards),
                Reclaim = parse.GetValue(reclaim),
                Headroom = parse.GetValue(headroom),
            };
            Array.ForEach(parse.GetValue(selector) ?? [], label => pool.NodeSelector[label.Key] = label.Value);
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
        session.Output.Write(new PoolCreatedReport(response, session.Now, headline));
        return ExitCode.Ok;
    }
}
