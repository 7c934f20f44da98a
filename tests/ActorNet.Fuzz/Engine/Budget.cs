namespace ActorNet.Fuzz.Engine;

/// <summary>How many inputs go where: a call costs as much as hundreds of inputs of a parser.</summary>
/// <param name="PerParser">To each parser.</param>
/// <param name="Calls">To a coordinator's methods.</param>
/// <param name="Connections">To its HTTP/2.</param>
internal sealed record Budget(long PerParser, long Calls, long Connections)
{
    private const int CallsOf = 10;
    private const int ConnectionsOf = 200;

    /// <summary>One input, wherever.</summary>
    public static readonly Budget One = new(1, 1, 1);

    /// <summary>Shares a number of inputs out, or gives all of them to the one that is asked for.</summary>
    public Budget(long inputs, int parsers, bool toOne)
        : this(
            toOne ? inputs : ((inputs - (inputs / CallsOf) - (inputs / ConnectionsOf)) / parsers) + 1,
            toOne ? inputs : inputs / CallsOf,
            toOne ? inputs : inputs / ConnectionsOf)
    {
    }
}
