`default_nettype none

// Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.
// A finished time step is handed over as a job; the next step then goes to the other bank.
module dmp_sweeps_readout_integrate (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [5:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire               read_valid,
    input  wire [1:0]         read_word,
    input  wire               read_bank,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               job_bank,
    output wire signed [10:0] currents_0,
    output wire               begins
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    wire job_fire = job_valid & job_ready;

    // The step: no event of it has come yet; it ends the sequence.
    reg  fresh;
    reg  fresh_next;
    reg  ended;
    reg  ended_next;
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    wire beginning = (phase == PHASE_OPEN) & events_valid;

    // The event at work: the first and the last of its step, its value, and the word of its row.
    reg  busy;
    reg  busy_next;
    reg  opening;
    reg  opening_next;
    reg  finishing;
    reg  finishing_next;
    reg  [1:0] slot;
    reg  [1:0] slot_next;
    reg  [6:0] weight_address;
    reg  [6:0] weight_address_next;
    wire turns = busy;
    wire slot_last = turns & (slot == 2'd2);
    assign events_ready = (phase == PHASE_COLLECT) & (!busy | slot_last) & !finishing;
    wire events_fire = events_valid & events_ready;
    wire taken = events_fire & !events_empty;

    always @* begin : busy_logic
        busy_next = busy;
        opening_next = opening;
        finishing_next = finishing;
        slot_next = slot;
        weight_address_next = weight_address;
        if (taken) begin
            busy_next = 1'b1;
            opening_next = fresh;
            finishing_next = events_last;
            slot_next = 2'd0;
            weight_address_next = {1'b0, events_address} + {events_address, 1'b0};
        end else if (slot_last) begin
            busy_next = 1'b0;
            finishing_next = 1'b0;
        end else if (turns) begin
            slot_next = slot + 2'd1;
            if ((slot + 2'd1) < 2'd3) begin
                weight_address_next = weight_address + 7'd1;
            end
        end
    end

    wire reading = turns;

    always @* begin : phase_logic
        phase_next = phase;
        case (phase)
            PHASE_OPEN: begin
                if (beginning) begin
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if ((events_fire & events_empty & events_last) | (slot_last & finishing)) begin
                    phase_next = PHASE_HAND_OVER;
                end
            end
            PHASE_HAND_OVER: begin
                if (job_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    always @* begin : fresh_logic
        fresh_next = fresh;
        if (beginning) begin
            fresh_next = 1'b1;
        end else if (taken) begin
            fresh_next = 1'b0;
        end
    end

    always @* begin : ended_logic
        ended_next = ended;
        if (events_fire & events_last) begin
            ended_next = events_end;
        end
    end

    (* ram_style = "block", no_rw_check *)
    reg  signed [7:0] weights [0:119];
    initial $readmemh("dmp_sweeps_readout_integrate_weights.hex", weights);
    reg  signed [7:0] weights_word;

    reg  term_valid;
    reg  term_first;
    reg  term_first_next;
    reg  [1:0] term_word;
    reg  [1:0] term_word_next;

    always @* begin : term_first_logic
        term_first_next = term_first;
        term_word_next = term_word;
        if (reading) begin
            term_first_next = opening;
            term_word_next = slot;
        end
    end

    // The bank that collects; the other one is read.
    reg  bank;
    reg  bank_next;

    always @* begin : bank_logic
        bank_next = bank;
        if (job_fire) begin
            bank_next = bank ? 1'b0 : bank + 1'b1;
        end
    end

    reg  shown_bank;
    wire bank_0_condition = reading & !opening;

    (* ram_style = "block", no_rw_check *)
    reg  signed [10:0] bank_0 [0:2];
    reg  signed [10:0] bank_0_word;

    (* ram_style = "block", no_rw_check *)
    reg  signed [10:0] bank_1 [0:2];
    reg  signed [10:0] bank_1_word;

    wire shows_0 = read_valid & !read_bank;
    wire shows_1 = read_valid & read_bank;
    wire signed [10:0] current_0 = (term_first ? 11'sd0 : bank ? bank_1_word : bank_0_word)
        + {{3{weights_word[7]}}, weights_word};
    assign currents_0 = shown_bank ? bank_1_word : bank_0_word;
    assign job_valid = (phase == PHASE_HAND_OVER);
    assign job_touched = !fresh;
    assign job_end = ended;
    assign job_bank = bank;
    assign begins = beginning;

    always @(posedge clk) begin : registers
        if (rst) begin
            fresh <= 1'b0;
            ended <= 1'b0;
            phase <= PHASE_OPEN;
            busy <= 1'b0;
            opening <= 1'b0;
            finishing <= 1'b0;
            slot <= 2'd0;
            weight_address <= 7'd0;
            term_valid <= 1'b0;
            bank <= 1'b0;
            shown_bank <= 1'b0;
        end else begin
            fresh <= fresh_next;
            ended <= ended_next;
            phase <= phase_next;
            busy <= busy_next;
            opening <= opening_next;
            finishing <= finishing_next;
            slot <= slot_next;
            weight_address <= weight_address_next;
            term_valid <= reading;
            bank <= bank_next;
            shown_bank <= read_bank;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        term_first <= term_first_next;
        term_word <= term_word_next;
    end

    always @(posedge clk) begin : weights_word_port
        if (reading) weights_word <= weights[weight_address];
    end

    always @(posedge clk) begin : bank_0_sum_port
        if (term_valid & !bank) bank_0[term_word] <= current_0;
    end

    always @(posedge clk) begin : bank_0_word_port
        if (shows_0 | (bank_0_condition & !bank)) bank_0_word <= bank_0[shows_0 ? read_word : slot];
    end

    always @(posedge clk) begin : bank_1_sum_port
        if (term_valid & bank) bank_1[term_word] <= current_0;
    end

    always @(posedge clk) begin : bank_1_word_port
        if (shows_1 | (bank_0_condition & bank)) bank_1_word <= bank_1[shows_1 ? read_word : slot];
    end

`ifdef ASSERTIONS
    // bank_0 is never read at the address that is being written
    always @(posedge clk) begin : bank_0_word_sum_apart
        if (!rst) assert (!((shows_0 | (bank_0_condition & !bank)) & (term_valid & !bank)
            & ((shows_0 ? read_word : slot) == term_word)));
    end
    // bank_1 is never read at the address that is being written
    always @(posedge clk) begin : bank_1_word_sum_apart
        if (!rst) assert (!((shows_1 | (bank_0_condition & bank)) & (term_valid & bank)
            & ((shows_1 ? read_word : slot) == term_word)));
    end
    // (slot + 1) lies within 0 to 2
    always @(posedge clk) begin : slot_fits
        if (!rst) assert (!(!taken & !slot_last & turns) | ((slot + 2'd1) <= 2'd2));
    end
    // (weight_address + 1) lies within 0 to 119
    always @(posedge clk) begin : weight_address_fits
        if (!rst) assert (!(!taken & !slot_last & turns & ((slot + 2'd1) < 2'd3))
            | ((weight_address + 7'd1) <= 7'd119));
    end
    // current_0 lies within -572 to 707
    always @(posedge clk) begin : bank_0_sum_fits
        if (!rst) assert (!((term_valid & !bank) | (term_valid & bank))
            | ((current_0 >= -11'sd572) & (current_0 <= 11'sd707)));
    end
`endif
endmodule

`default_nettype wire
