using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Drains;

/// <summary><c>actornet pool drain pause</c> and <c>actornet pool drain resume</c>.</summary>
internal static class DrainSwitchCommand
{
    public static Command Pause(CommandHost host) =>
        Create(host, "pause", "Has no more nodes begin to move; those that hold two subnets finish. Nothing of the range is granted.", drains: false);

    public static Command Resume(CommandHost host) => Create(host, "resume", "Has nodes move again.", drains: true);

    private static Command Create(CommandHost host, string verb, string description, bool drains)
    {
        var pool = DrainOptions.Pool();
        var cidr = DrainOptions.Cidr("The range that is being drained");
        var command = new Command(verb, description) { pool, cidr };
        host.SetAction(command, (parse, session, cancellationToken) =>
            RunAsync(session, parse.GetRequiredValue(pool), parse.GetRequiredValue(cidr), drains, cancellationToken));
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, string pool, Prefix range, bool drains, CancellationToken cancellationToken)
    {
        // By its number, so that none is changed that was started in between.
        var drain = await session.ReadDrainAsync(pool, range, cancellationToken);
        var request = new UpdateReservationRequest
        {
            Reservation = new Reservation { Pool = pool, Name = drain.Name, Number = drain.Number, Drain = drains },
            UpdateMask = new FieldMask { Paths = { "drain" } },
        };
        var response = await session.CallAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).UpdateReservationAsync(request, options), cancellationToken);
        session.Output.Write(new DrainReport(pool, await session.ReadProgressAsync(pool, [response.Reservation], cancellationToken), session.Now));
        return ExitCode.Ok;
    }
}
