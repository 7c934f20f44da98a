using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Cli.Output;

/// <summary>The process's three streams, and which of them a person sits at.</summary>
internal sealed record Terminal(TextReader Input, TextWriter Output, TextWriter Error, bool InputIsTerminal, bool OutputIsTerminal)
{
    public static Terminal OfProcess() => new(
        Console.In,
        Console.IsOutputRedirected ? OpenRedirectedOutput() : Console.Out,
        Console.Error,
        InputIsTerminal: !Console.IsInputRedirected,
        OutputIsTerminal: !Console.IsOutputRedirected);

    /// <summary>
    /// The console's own stream ignores that a pipe's reader has gone, so <c>actornet watch | head</c> would never end. A file stream tells;
    /// but it must not have a regular file, where it would write to places of its own counting and not to the end.
    /// </summary>
    private static StreamWriter OpenRedirectedOutput()
    {
        Stream stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StreamWriter(stream.CanSeek ? Console.OpenStandardOutput() : stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            NewLine = "\n",
        };
    }
}
