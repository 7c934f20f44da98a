using ActorNet.Cli.Output;

namespace ActorNet.Cli.Commands.Watch;

/// <summary>Puts the steps of a watch on standard output, and what is not part of the pool's story on standard error.</summary>
internal sealed class WatchPrinter(Session session, WatchTable table)
{
    /// <summary>What comes before the first step.</summary>
    public void Begin()
    {
        if (!session.Format.IsDocument())
            session.Output.WriteLines([table.Header]);
    }

    public async Task PrintAsync(WatchStep step)
    {
        switch (step)
        {
            case WatchStep.Received { Response: var response }:
                session.Output.WriteLines(
                    session.Format.IsDocument() ? [Documents.OneOfMany(ProtoJson.ToNode(response), session.Format)] : table.Render(response));
                break;
            case WatchStep.Lost lost:
                await session.Terminal.Error.WriteLineAsync(WatchNotice.Render(lost, session.Format));
                break;
            default:
                throw new InvalidOperationException($"{step} is not a known step.");
        }
    }
}
