//! Made-up names of shops.

use crate::random::Random;

/// Names of shops that nobody has.
pub(super) fn made_up_names(random: &mut Random) -> Vec<String> {
    const FIRST: [&str; 62] = [
        "Alderbrook",
        "Ashcombe",
        "Barrowfield",
        "Bellweather",
        "Birch Hollow",
        "Blackthorn",
        "Brackenridge",
        "Bramblewood",
        "Calloway",
        "Candlewick",
        "Carrow",
        "Clearmont",
        "Copsewood",
        "Crofton Lane",
        "Dapplemere",
        "Dovecote",
        "Eastmoor",
        "Elderfield",
        "Elkhorn Bend",
        "Fallowdale",
        "Farrier's",
        "Fennimore",
        "Foxglove",
        "Garnet Hill",
        "Gatewater",
        "Glenhollow",
        "Greywether",
        "Hartsease",
        "Hazelmere",
        "Heronsgate",
        "Hickory Row",
        "Ironbark",
        "Juniper Flats",
        "Kestrel",
        "Kingsley Ford",
        "Lantern Street",
        "Larkspur",
        "Limestone",
        "Longacre",
        "Maplecroft",
        "Marrow Bay",
        "Millrace",
        "Mossbank",
        "Netherby",
        "Oakhollow",
        "Otter Creek",
        "Pennywhistle",
        "Pinecrest",
        "Plumtree",
        "Quarry Road",
        "Ravenscar",
        "Rookwood",
        "Saltmarsh",
        "Sandpiper",
        "Silverbirch",
        "Stonebridge",
        "Tamarack",
        "Thistledown",
        "Underhill",
        "Wexcombe",
        "Willowmere",
        "Yarrow",
    ];
    const SECOND: [&str; 12] = [
        "Hardware",
        "Garden Center",
        "Farm & Feed",
        "Home Supply",
        "Building Materials",
        "Paint & Tool",
        "True Goods",
        "Lumber",
        "Nursery",
        "Ranch Store",
        "Outfitters",
        "Mercantile",
    ];
    const LAST: [&str; 5] = ["", "", ", Inc.", " LLC", " Co."];
    let mut names = Vec::new();
    for (place, first) in FIRST.iter().enumerate() {
        for step in 0..4 {
            let second = SECOND[(place * 5 + step * 3 + random.index(3)) % SECOND.len()];
            names.push(format!("{first} {second}{}", random.pick(&LAST)));
        }
    }
    names
}
