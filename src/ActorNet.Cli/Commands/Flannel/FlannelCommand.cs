using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary><c>actornet flannel</c>: a cluster goes from flannel to ActorNet, or back, node by node.</summary>
internal static class FlannelCommand
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static Command Create(CommandHost host)
    {
        var etcd = new EtcdOptions();
        var pool = SharedArguments.Pool("The pool that has flannel's network [default: the pool named default]");
        pool.Recursive = true;
        var command = new Command("flannel", "Moves a cluster from flannel node by node, both running; docs/flannel.md says how.")
        {
            pool, Status(), Prepare(), Mirror(), Move(), Return(), Finish(),
        };
        etcd.AddTo(command);
        return command;

        Command Status()
        {
            var status = new Command("status", "Shows who has which subnet, and whether both sides agree; exit code 1 where they do not.");
            SetAction(status, async (_, session, sides, prefix, cancellationToken) =>
            {
                var view = await sides.ReadAsync(cancellationToken);
                var memory = new MirrorMemory(session.Time, Day, FlannelNames.EtcdLease(prefix, sides.Pool));
                if (view.Flannel.Network is { } network)
                    memory.See(network);

                var (actions, findings) = MirrorPlan.Make(view, memory);
                session.Output.Write(new FlannelStatusReport(view, [.. actions.Where(action => action is not MirrorAction.Hold { IsRenewal: true })], findings));
                return findings.Count > 0 ? ExitCode.Refused : ExitCode.Ok;
            });
            return status;
        }

        Command Prepare()
        {
            var yes = new Option<bool>("--yes", "-y") { Description = "Do it, and not only show it" };
            var prepare = new Command("prepare", "Reserves all that flanneld has given away or may give away, so that no node of ours gets any of it.") { yes };
            SetAction(prepare, (parse, session, sides, _, cancellationToken) => new PrepareRun(session, sides, parse.GetValue(yes)).RunAsync(cancellationToken));
            return prepare;
        }

        Command Mirror()
        {
            var timeToLive = Duration("--ttl", "How long keys outside of flannel's range outlive the last mirror", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), TimeSpan.FromHours(1));
            var quarantine = Duration("--quarantine", "How long a range that flanneld may not pick any more stays reserved after its key has gone", TimeSpan.Zero, TimeSpan.FromDays(365), Day);
            var interval = Duration("--interval", "How long after a pass the next one is made at the latest", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));
            var mirror = new Command("mirror", "Shows our nodes' leases to flannelds and theirs to our nodes, until it is ended. Several can run at once.") { timeToLive, quarantine, interval };
            SetAction(mirror, (parse, session, sides, prefix, cancellationToken) =>
            {
                var settings = new MirrorSettings(prefix, parse.GetValue(timeToLive), parse.GetValue(quarantine), parse.GetValue(interval));
                return new MirrorRun(session, sides, settings, FlannelNames.EtcdLease(prefix, sides.Pool)).RunAsync(cancellationToken);
            });
            return mirror;
        }

        Command Move()
        {
            var address = new Argument<IPAddress>("ADDRESS")
            {
                Description = "The node's public address, by which flannel knows it.",
                CustomParser = Parsed.One<IPAddress>(TryParseAddress),
            };
            var node = SharedArguments.Name("NODE", "The id that the node's agent says.");
            var yes = Yes();
            var move = new Command("move", "Makes a node's subnet ours, so that its agent gets it; its flanneld must have been stopped.") { address, node, yes };
            SetAction(move, (parse, session, sides, _, cancellationToken) => new MoveRun(session, sides, parse.GetRequiredValue(address), parse.GetRequiredValue(node))
                .RunAsync(Confirmation.For(session, parse.GetValue(yes), "a move"), cancellationToken));
            return move;
        }

        Command Return()
        {
            var node = SharedArguments.Name("NODE", "The node.");
            var yes = Yes();
            var back = new Command("return", "Gives a node's subnet back to flannel, so that its flanneld finds it; its agent must have released it.") { node, yes };
            SetAction(back, (parse, session, sides, _, cancellationToken) => new ReturnRun(session, sides, parse.GetRequiredValue(node))
                .RunAsync(Confirmation.For(session, parse.GetValue(yes), "a return"), cancellationToken));
            return back;
        }

        Command Finish()
        {
            var yes = Yes();
            var finish = new Command("finish", "Ends the reservations and keys that were there for flannel's sake, when no flanneld is left.") { yes };
            SetAction(finish, (parse, session, sides, prefix, cancellationToken) => new FinishRun(session, sides, prefix)
                .RunAsync(Confirmation.For(session, parse.GetValue(yes), "the end of flannel"), cancellationToken));
            return finish;
        }

        void SetAction(Command one, Func<ParseResult, Session, FlannelSides, string, CancellationToken, Task<ExitCode>> action) =>
            host.SetAction(one, async (parse, session, cancellationToken) =>
            {
                var prefix = etcd.PrefixOf(parse);
                await using var connection = new EtcdConnection(etcd.SettingsOf(parse), log: null, session.Time);
                try
                {
                    var sides = new FlannelSides(session, new FlannelStore(connection, prefix), parse.GetValue(pool) ?? "default");
                    return await action(parse, session, sides, prefix, cancellationToken);
                }
                catch (EtcdException exception)
                {
                    throw new CommandException(new CommandFailure(
                        exception is EtcdRefusedException ? ExitCode.Refused : ExitCode.Unavailable, "ETCD", $"flannel's etcd, {connection.Settings}: {exception.Message}"));
                }
            });
    }

    private static bool TryParseAddress(string text, [MaybeNullWhen(false)] out IPAddress value, [NotNullWhen(false)] out string? error)
    {
        value = AddressText.TryParse(text, out var plain, out error) && IPAddress.TryParse(plain, out var address) ? address : null;
        error ??= value is null ? $"'{text}' is not an address; give one like 192.0.2.7" : null;
        return error is null;
    }

    private static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask; needed where there is no terminal to ask at" };

    private static Option<TimeSpan> Duration(string name, string description, TimeSpan shortest, TimeSpan longest, TimeSpan standard) => new(name)
    {
        HelpName = "DURATION",
        Description = $"{description} [default: {DurationText.Format(standard)}]",
        CustomParser = Parsed.One(DurationText.Between(shortest, longest)),
        DefaultValueFactory = _ => standard,
    };
}
