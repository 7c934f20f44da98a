namespace ActorNet.Simulation.Store;

/// <summary>One incarnation of a journal's owner, as the store sees it.</summary>
internal interface IWriter
{
    string Name { get; }

    /// <summary>When somebody else first wrote behind it, in real time; null while nobody has.</summary>
    TimeSpan? SupersededAt { get; set; }

    /// <summary>When its activation was written, in real time: not known to itself yet.</summary>
    TimeSpan ActivatedAt { get; set; }

    /// <summary>When it stood still, in real time.</summary>
    List<(TimeSpan From, TimeSpan To)> Pauses { get; }

    /// <summary>Whether it was told that nobody knows what became of a write.</summary>
    bool IsInDoubt { get; }
}
