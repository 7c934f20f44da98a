namespace ActorNet.Cli.Commands.Import;

/// <summary>What an import does with one subnet.</summary>
/// <param name="Imported">The subnet.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Explanation">Why, for people. Empty: the kind says it.</param>
internal sealed record ImportStep(ImportedSubnet Imported, ImportStepKind Kind, string Explanation = "")
{
    /// <summary>Its reservation.</summary>
    public string ReservationName => Import.ReservationName.Of(Imported.Subnet);

    /// <summary>The number of the reservation that is deleted; 0 where none is.</summary>
    public long ReservationNumber { get; init; }
}
