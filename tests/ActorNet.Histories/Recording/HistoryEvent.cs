using System.Text.Json.Serialization;

namespace ActorNet.Histories.Recording;

/// <summary>One thing that was asked, answered, believed, seen or done to the system; a line of a history.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Invoked), "invoked")]
[JsonDerivedType(typeof(Succeeded), "succeeded")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Unknown), "unknown")]
[JsonDerivedType(typeof(HoldBegan), "hold-began")]
[JsonDerivedType(typeof(HoldExtended), "hold-extended")]
[JsonDerivedType(typeof(HoldEnded), "hold-ended")]
[JsonDerivedType(typeof(Watched), "watched")]
[JsonDerivedType(typeof(Observed), "observed")]
[JsonDerivedType(typeof(PacketSent), "packet-sent")]
[JsonDerivedType(typeof(PacketReceived), "packet-received")]
[JsonDerivedType(typeof(FaultBegan), "fault-began")]
[JsonDerivedType(typeof(FaultEnded), "fault-ended")]
[JsonDerivedType(typeof(Recovered), "recovered")]
public abstract record HistoryEvent
{
    /// <summary>
    /// When, in nanoseconds of the collector's monotonic clock (<see cref="History.NowNs"/>). 0: <see cref="History.Record"/> stamps it. Only what is
    /// read from elsewhere, such as a deadline in a state file or a poll that began earlier, brings a stamp of its own.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public long AtNs { get; init; }
}
